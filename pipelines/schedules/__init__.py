"""What starts by itself: the inbox and the daily round."""
