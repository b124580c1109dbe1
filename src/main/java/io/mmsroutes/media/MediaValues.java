package io.mmsroutes.media;

/** Plain values of a piece of media, for what routes decide. */
public final class MediaValues {
    public boolean isCard(FetchedMedia fetched) {
        return fetched.isCard();
    }
}
