package io.mmsroutes.simulator;

/** Puts a message whose media are there, as far as they can be had, onto the phone. */
public final class ReceiveOnPhone {
    private final Phone phone;
    private final Delivered delivered;

    public ReceiveOnPhone(Phone phone, Delivered delivered) {
        this.phone = phone;
        this.delivered = delivered;
    }

    public Arrival receive(Arrival arrival) {
        phone.add(arrival);
        delivered.add(arrival);
        return arrival;
    }
}
