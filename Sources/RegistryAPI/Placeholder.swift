/// The registry over HTTP.
