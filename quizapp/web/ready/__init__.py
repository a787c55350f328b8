"""What replies are made of, mostly at load time: values in, bytes out."""
