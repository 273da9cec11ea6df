// one of many
