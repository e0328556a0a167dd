"""What comes back: how far an application is, the decision, fees, documents."""
