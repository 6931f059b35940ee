"""What the PDF engine holds of a page: objects, boxes, matrices, fonts, text that is covered."""
