"""Read and write the files by which programs hand timelines to each other."""
