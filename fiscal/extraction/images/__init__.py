"""Operations on pictures as grids of pixels, and a glance at whether they show a table."""
