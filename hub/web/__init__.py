"""What the web servers of the Hub and of the pages share."""
