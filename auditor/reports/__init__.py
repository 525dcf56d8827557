"""Results for readers and programs: one renderer a file, all of them pure functions of an audit."""
