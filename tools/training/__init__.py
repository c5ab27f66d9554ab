"""How the matching model is made: data collected, pairs labelled, a monotone model fitted."""
