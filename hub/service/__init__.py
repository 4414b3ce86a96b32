"""The service that publishes the notebooks: Voila behind the Hub's login, one kernel per browser page."""
