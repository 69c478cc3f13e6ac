"""What a policy learns in: environments that answer an action with an observation and a reward."""

# In the order of the table.
from dltrain.environments import grid_world, bandit, gymnasium_options  # isort: skip
from dltrain.environments.base import ENVIRONMENTS, Environment, Mdp, Space, World

__all__ = ["ENVIRONMENTS", "Environment", "Mdp", "Space", "World", "bandit", "grid_world", "gymnasium_options"]
