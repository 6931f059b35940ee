"""Pages whose content is a picture: turned upright, freed of stamps, their rules found."""
