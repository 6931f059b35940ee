"""Tables whose columns only white space parts."""
