^XA
^CI28
^PW400
^LL200
^FX The identity of the device, for a scanner: registration ID, serial, number of the label.
^FO14,14^BQN,2,4^FDQA,${registrationId} ${serial} ${number}^FS
^FX The same for people.
^FO158,12^A0N,17^FDSerial^FS
^FO158,32^A0N,30^FB234,1^FD${serial}^FS
^FO158,68^A0N,17^FDRegistration ID^FS
^FO158,88^A0N,21^FB234,2,2^FD${registrationId}^FS
^FO14,138^BY2^BCN,38,N,N,N^FD${serial}^FS
^FO14,180^A0N,17^FDCheck ${check}^FS
^FO158,180^A0N,17^FD${product}  Label ${number}^FS
^XZ
