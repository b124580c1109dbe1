package io.mmsroutes.link;

/** Puts the link of one piece of media to the others of its message. */
public final class AddLink {
    public Linking add(Linking linking, String link) {
        return linking.with(link);
    }
}
