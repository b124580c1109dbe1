package io.mmsroutes.simulator;

/** Puts a message whose media are there, as far as they can be had, onto the phone. */
public final class ReceiveOnPhone {
    private final Phone phone;

    public ReceiveOnPhone(Phone phone) {
        this.phone = phone;
    }

    public Arrival receive(Arrival arrival) {
        phone.add(arrival);
        return arrival;
    }
}
