package io.birthmark.station.floor.kernel;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** The calls of the C library that are needed; each throws with errno when it fails. */
interface LibC extends Library {
  LibC CALLS = Native.load("c", LibC.class);

  int open(String path, int flags) throws LastErrorException;

  int close(int fd) throws LastErrorException;

  int ioctl(int fd, NativeLong request, Object... argument) throws LastErrorException;

  int poll(Memory fds, NativeLong count, int millis) throws LastErrorException;

  NativeLong read(int fd, byte[] into, NativeLong size) throws LastErrorException;

  NativeLong write(int fd, byte[] from, NativeLong size) throws LastErrorException;
}
