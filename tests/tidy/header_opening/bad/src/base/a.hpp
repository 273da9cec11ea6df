// An example.
int nights();
