### usage
