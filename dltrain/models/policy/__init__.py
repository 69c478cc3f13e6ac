"""The policy: how an agent acts in an environment, as it is declared and planned."""
