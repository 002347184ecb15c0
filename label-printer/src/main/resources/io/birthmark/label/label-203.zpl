^XA
^CI28
^PW400
^LL200
^FX For a scanner: registration ID, serial, number of the label. A printer puts it 10 dots lower.
^FO16,6^BQN,2,4^FDMA,${registrationId} ${serial} ${number}^FS
^FX The same for people.
^FO158,10^A0N,17^FDSerial^FS
^FO158,28^A0N,30,25^FB234,1^FD${serial}^FS
^FO158,62^A0N,17^FDRegistration ID^FS
^FO158,80^A0N,22^FB234,1^FD${registrationId}^FS
^FO158,112^A0N,17^FDCheck ${check}^FS
^FX As far from the code above it as both need to be read.
^FO20,146^BY2^BCN,30,N,N,N^FD${serial}^FS
^FO16,181^A0N,17^FD${product}  Label ${number}^FS
^XZ
