"""Order: sorting, the largest k, places in sorted values, cumulative ops."""
