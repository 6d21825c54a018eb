package io.github.headroom.lab;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A service of one page. */
@Path("/")
public class Application {

  @GET
  public String here() {
    return "here";
  }
}
