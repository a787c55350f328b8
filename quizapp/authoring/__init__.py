"""Tools for editors: new, import, item, plan, translate, trace, review. Only the command line uses them."""
