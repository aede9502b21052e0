import { testFamily } from "./family.ts";

testFamily("DS-Net");
