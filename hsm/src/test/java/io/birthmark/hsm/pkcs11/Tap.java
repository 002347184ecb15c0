package io.birthmark.hsm.pkcs11;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands between the station and SoftHSM's functions, and may answer in their place. */
final class Tap {
  /** The functions that change what is on a token. */
  static final Set<String> CHANGING =
      Set.of(
          "C_InitToken",
          "C_InitPIN",
          "C_CreateObject",
          "C_DestroyObject",
          "C_SetAttributeValue",
          "C_GenerateKeyPair");

  private Tap() {}

  /** What is done in a function's place. */
  @FunctionalInterface
  interface Instead {
    @Nullable Object answer(String function, Object[] arguments, Onward onward) throws Exception;
  }

  /** The function itself. */
  @FunctionalInterface
  interface Onward {
    @Nullable Object call() throws Exception;
  }

  static PKCS11 on(PKCS11 functions, Instead instead) {
    return (PKCS11)
        Proxy.newProxyInstance(
            Tap.class.getClassLoader(),
            new Class<?>[] {PKCS11.class},
            (proxy, method, given) -> {
              if (method.getName().equals("finalize")) {
                // Collecting a tap must not unload the library behind it.
                return null;
              }
              Object[] arguments = given == null ? new Object[0] : given;
              return instead.answer(
                  method.getName(),
                  arguments,
                  () -> {
                    try {
                      return method.invoke(functions, arguments);
                    } catch (InvocationTargetException e) {
                      if (e.getCause() instanceof PKCS11Exception refused) {
                        throw refused;
                      }
                      throw e;
                    }
                  });
            });
  }

  /**
   * SoftHSM itself, with something instead of its answers. It was initialised already, and stays
   * so: another module object sees to that.
   */
  static PKCS11 onSoftHsm(Instead instead) {
    return on(
        TokenLine.MODULE.functions(),
        (function, arguments, onward) ->
            function.equals("C_Initialize") || function.equals("C_Finalize")
                ? null
                : instead.answer(function, arguments, onward));
  }

  static PKCS11 softHsm() {
    return onSoftHsm((function, arguments, onward) -> onward.call());
  }
}
