package org.parley.conversation;

/** Pictures of groups, as whoever keeps their content sees them. Runs in the transaction that changes a group. */
public interface GroupPictures {

    /**
     * @param before the key of the picture that the group has; null if it has none
     * @param after the key of the one that it will have; null if none
     * @throws org.parley.protocol.Refusal if the content is not there any more
     */
    void replace(String before, String after);
}
