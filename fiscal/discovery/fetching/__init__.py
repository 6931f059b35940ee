"""Asking portals politely and safely: checked addresses, one request at a time a host, robots.txt, limits."""
