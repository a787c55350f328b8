"""What was answered: attempts as signed values, delivery (the one service), and the store of steps."""
