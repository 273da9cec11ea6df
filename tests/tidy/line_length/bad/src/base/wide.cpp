// wide wide wide wide wide wide wide wide wide wide wide wide wide wide wide wide wide wide wide wide 
