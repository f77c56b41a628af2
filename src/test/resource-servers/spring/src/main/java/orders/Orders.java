package orders;

import java.security.Principal;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Orders {

    @GetMapping("/orders")
    public String orders(Principal caller) {
        return caller.getName();
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Orders.class, arguments);
    }
}
