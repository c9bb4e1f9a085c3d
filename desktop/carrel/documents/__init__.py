"""PDF files in, `Document` values out; the only part of Carrel that imports PDFium and pypdf. Runs in a child process."""
