"""The window around the pages: sidebar, toolbar, status bar, and what lies over them."""
