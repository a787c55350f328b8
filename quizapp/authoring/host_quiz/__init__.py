"""The import of a quiz that another program wrote: its questions become practice items of a draft."""
