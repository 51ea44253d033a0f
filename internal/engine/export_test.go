package engine

// LoadFrom is Load with other policies in place of tocsin's own.
var LoadFrom = load
