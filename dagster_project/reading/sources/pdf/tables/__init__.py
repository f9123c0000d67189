"""Tables of a PDF page, from lines and drawn shapes."""
