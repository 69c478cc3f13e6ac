"""From a spec to all that a training needs: its data, read or kept from before, its device, its network, and notices."""
