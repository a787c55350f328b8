"""Tools for editors: import, new, translate and trace. Only the command line imports them."""
