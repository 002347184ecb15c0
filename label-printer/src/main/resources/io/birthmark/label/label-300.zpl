^XA
^CI28
^PW591
^LL295
^FX The identity of the device, for a scanner: registration ID, serial, number of the label.
^FO21,21^BQN,2,6^FDQA,${registrationId} ${serial} ${number}^FS
^FX The same for people.
^FO234,18^A0N,25^FDSerial^FS
^FO234,47^A0N,44^FB346,1^FD${serial}^FS
^FO234,101^A0N,25^FDRegistration ID^FS
^FO234,130^A0N,31^FB346,2,3^FD${registrationId}^FS
^FO21,204^BY3^BCN,56,N,N,N^FD${serial}^FS
^FO21,266^A0N,25^FDCheck ${check}^FS
^FO234,266^A0N,25^FD${product}  Label ${number}^FS
^XZ
