"""Looking into files of models without building or running anything."""
