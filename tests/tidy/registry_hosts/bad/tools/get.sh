curl https://registry.example.org/package
