package latchkey.transfer.factor;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.regex.Pattern;
import latchkey.transfer.file.FileObjects.FileObject;

/** Finds second factors in the objects of a format. */
interface FactorReader {

    /** The name of an authenticator app that has none. */
    String APP = "authenticator app";

    /** The name of a passkey that has none. */
    String PASSKEY = "passkey";

    /** A transport of WebAuthn. */
    Pattern TRANSPORT = Pattern.compile("[a-z-]{1,20}");

    /** As {@link latchkey.passkey.Passkey#transports}. */
    static String transports(List<String> texts) {
        return texts.stream()
                .filter(text -> TRANSPORT.matcher(text).matches())
                .distinct()
                .limit(10)
                .collect(joining(" "));
    }

    /** The second factors of an object, good or not. */
    List<FactorRecord> read(FileObject object);

    /** @throws latchkey.transfer.file.ImportStopped if the file was of another kind */
    default void end() {}
}
