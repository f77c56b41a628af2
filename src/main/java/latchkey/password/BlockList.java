package latchkey.password;

/** A list of passwords that no user may choose. */
interface BlockList {

    boolean contains(String password);
}
