package latchkey.account;

/** Passwords that no user may choose. */
interface BlockList {

    boolean contains(String password);
}
