# A guest is found by code, by name with a letter wrong, and on the lists of the day.

Given Zelda has booked a room for tonight
Then Zelda is found by the code
And Zelda is found as zelda
And Zelda is found as zelfa invented
And Zelda is among the arrivals
When Zelda calls from Invented Trading
Then Zelda is found as invented trading
When the agent checks Zelda in
Then Zelda is in the house
And Zelda is among the departures
When the agent checks Zelda out
Then it is done
