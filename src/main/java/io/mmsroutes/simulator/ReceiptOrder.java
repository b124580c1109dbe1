package io.mmsroutes.simulator;

/** How the receipts of a message come. */
enum ReceiptOrder {
    /** {@code message.sent}, then {@code message.finalized} for each recipient. */
    IN_ORDER,
    /** {@code message.finalized} first. */
    OUT_OF_ORDER,
    /** Each of them twice. */
    DOUBLED,
    /** All of them 20 s later. */
    LATE,
    /** None of them. */
    NONE,
    /** The last one says that an SMS was made of the MMS, as with the profile's {@code mms_fall_back_to_sms}. */
    AS_SMS,
    /** The last one says that it was not delivered. */
    FAILED
}
