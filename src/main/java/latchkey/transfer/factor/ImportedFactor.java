package latchkey.transfer.factor;

/** A second factor of another backend that Latchkey can check. */
public sealed interface ImportedFactor {

    /** The secret of an authenticator app. */
    record App(String name, byte[] secret) implements ImportedFactor {}

    /** A passkey, as {@link latchkey.passkey.Passkey} has it. */
    record PasskeyRecord(
            String name,
            byte[] credentialId,
            byte[] userHandle,
            byte[] credential,
            long signCount,
            boolean backupEligible,
            boolean backedUp,
            String transports)
            implements ImportedFactor {}

    /** One recovery code, as the other backend showed it. */
    record Code(String text) implements ImportedFactor {

        /** Without the code, so that no log has it. */
        @Override
        public String toString() {
            return "a recovery code";
        }
    }
}
