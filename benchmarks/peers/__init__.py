"""Programs that show PDFs, measured beside Carrel's reader: what each is asked, and how it answers."""
