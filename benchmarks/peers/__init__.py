"""The customer's overview as somebody would write it in Dash or for stock Voila, over the same kernel."""
