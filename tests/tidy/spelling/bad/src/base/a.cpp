// The stay was cancelled.
