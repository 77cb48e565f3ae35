package dev.coffer.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Access;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds for the addresses of every provider. Instances are called one and two. */
public interface AddressesContract {

    Addresses addresses();

    /** A port that is free. */
    int port();

    @Test
    default void every_instance_has_two_addresses_of_its_own_and_keeps_them() {
        String first = addresses().allocate("one", port());
        Optional<String> firstPublic = addresses().allocatePublic("one", port());
        String second = addresses().allocate("two", port());
        Optional<String> secondPublic = addresses().allocatePublic("two", port());
        assertThat(List.of(first, second, firstPublic.orElseThrow(), secondPublic.orElseThrow()))
                .doesNotHaveDuplicates();
        assertThat(addresses().allocate("one", port())).isEqualTo(first);
        assertThat(addresses().allocatePublic("one", port())).isEqualTo(firstPublic);
    }

    @Test
    default void what_can_be_enforced_can_be_asked_for_again_and_again() {
        assertThat(addresses().obstacle()).isEmpty();
        addresses().allocate("one", port());
        addresses().allocatePublic("one", port());
        for (Access access :
                List.of(Access.UNSTATED, new Access(true, List.of()), new Access(true, List.of("10.0.0.0/8")))) {
            addresses().expose("one", access);
            addresses().expose("one", access);
        }
    }

    @Test
    default void addresses_are_given_up_once_and_for_all() {
        String address = addresses().allocate("one", port());
        Optional<String> publicAddress = addresses().allocatePublic("one", port());
        addresses().release("one");
        addresses().release("one");
        addresses().release("never heard of");
        assertThat(addresses().allocate("two", port())).isEqualTo(address);
        assertThat(addresses().allocatePublic("two", port())).isEqualTo(publicAddress);
    }
}
