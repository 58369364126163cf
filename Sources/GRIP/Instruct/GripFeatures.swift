/// What the proxy tells origins it can do, in the header `Grip-Feature`.
public enum GripFeatures {
    /// The value of the header.
    ///
    /// Libraries look for these names, joined by a comma and a space on one line (reference "behaviour" 3.3, item 7;
    /// seed libraries P3). A name is added here when its feature works, not before.
    public static let list =
        "status, session, link:next, link:gone, filter:skip-self, filter:skip-users, filter:require-sub, "
        + "filter:build-id, filter:var-subst, filter:http-check, filter:http-modify"
}
