import * as React from 'react'
import { createClient } from '../../../clients/js/index.js'
import { createUseUser } from '../../../clients/js/react.js'

export const client = createClient({ contract: 'express', baseUrl: import.meta.env.VITE_API })

export const useUser = createUseUser(React, client)
